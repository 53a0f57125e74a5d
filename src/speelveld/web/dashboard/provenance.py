# SPDX-License-Identifier: EUPL-1.2
"""What the bundled files say of themselves in English, named here so that it is translated with the pages."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LEFT_OUT = frozenset(
    {
        _("Ages, mean weighted age, and the amounts that the total consists of, except the disadvantage funding."),
        _("Means over fewer than five pupils."),
        _("Means over fewer than five pupils. The day on which scores were drawn."),
        _("Nothing."),
        _("Single ages."),
        _("Single ages: their sum is an interval here. Special education. Names, places and denominations of schools."),
        _(
            "Telephone numbers, web addresses, correspondence addresses and the regions that an address belongs "
            "to (nodaal gebied, RPA, WGR, COROP, onderwijsgebied, RMC)."
        ),
        _("Two age groups and all amounts."),
        _(
            "Two age groups; the weights of funded pupils and of pupils who are not funded; the region of special"
            " needs."
        ),
        _("boards, streets, web addresses, regions and single ages"),
        _("boards, structures, streets, web addresses, regions and single years of study"),
        _("everything but the codes, names and provinces of the municipalities"),
        _(
            "everything: this table is compiled from CBS's yearly 'Gemeentelijke indeling', and the archive only "
            "shows that every merger ends at a municipality of 2024"
        ),
        _("names, municipalities and provinces; means over fewer than five candidates"),
        _("names, places and school exams; means over fewer than five candidates"),
        _("nothing"),
        _("postcodes of two and three digits, sexes"),
        _("postcodes of two and three digits, sexes and regions"),
        _("provinces, surfaces, urbanity, ages over 15 and employment"),
        _("sexes, other ages, births, building years, energy and distances to services; the title lines"),
        _("sexes, other ages, building years and density; the title lines"),
        _("sexes, other ages, marital status, single countries of origin and surfaces"),
        _("sexes, other ages, native-born classes and the shapes, which follow from the codes"),
        _("telephone numbers, web and correspondence addresses, provinces and regions"),
        _("the sexes (added up here), provinces, sectors and departments"),
        _("the sexes, the pass rates and the schools' names"),
        _("the third party's shares and marks of reliability, which rest on filled-in numbers"),
        _("web addresses, streets, house numbers and regions; coordinates beyond six decimals"),
    }
)
"""What a bundled file lacks of its original."""

LICENCES = frozenset(
    {
        _("CBS terms: free use, name the source; © CBS, © Esri Nederland"),
        _("CBS terms: free use, name the source; © CBS, © Kadaster"),
        _("CC BY 4.0, © CBS; DUO data CC0 1.0"),
        _("CC0 1.0; BAG (Kadaster) is open data"),
        _("DUO data CC0 1.0; the reworking states no licence"),
        _("facts; name the source"),
        _("no terms stated; DUO data CC0 1.0"),
    }
)
"""Licences that are more than a name."""

PUBLISHERS = frozenset(
    {
        _("as named per figure"),
    }
)
"""Publishers that are no name."""

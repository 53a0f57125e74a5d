# SPDX-License-Identifier: EUPL-1.2
"""Functions of scipy that the models need, loaded at the first call: importing the package must stay quick."""

from __future__ import annotations

from speelveld.late import late

betainc = late("scipy.special", "betainc")
betaincinv = late("scipy.special", "betaincinv")
betaln = late("scipy.special", "betaln")
chdtrc = late("scipy.special", "chdtrc")
digamma = late("scipy.special", "digamma")
expit = late("scipy.special", "expit")
gammaln = late("scipy.special", "gammaln")
ndtr = late("scipy.special", "ndtr")
ndtri = late("scipy.special", "ndtri")
polygamma = late("scipy.special", "polygamma")
roots_hermite = late("scipy.special", "roots_hermite")
stdtrit = late("scipy.special", "stdtrit")

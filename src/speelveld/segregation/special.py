# SPDX-License-Identifier: EUPL-1.2
"""Special functions of scipy, loaded at the first call: importing the package must stay quick."""

from __future__ import annotations

from speelveld.late import late

betainc = late("scipy.special", "betainc")
betaincinv = late("scipy.special", "betaincinv")
betaln = late("scipy.special", "betaln")
digamma = late("scipy.special", "digamma")
expit = late("scipy.special", "expit")
gammaln = late("scipy.special", "gammaln")
logit = late("scipy.special", "logit")
xlog1py = late("scipy.special", "xlog1py")
xlogy = late("scipy.special", "xlogy")

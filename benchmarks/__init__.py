# SPDX-License-Identifier: EUPL-1.2
"""How fast Speelveld is, beside its peers, in one run. Machines are noisy: ratios count, and no test asserts them."""

# SPDX-License-Identifier: MIT
# The handler takes the NAPI context, and does not schedule it.
s/^\t\t__napi_schedule\(&q->napi\);/\t\t(void)0;/

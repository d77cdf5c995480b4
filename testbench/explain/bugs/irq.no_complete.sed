# SPDX-License-Identifier: MIT
# The poll does not complete.
s/^\tif \(napi_complete_done\(napi, frames\)\) \{/\tif (frames < 0) {/

/** Internal tokens: who calls, signed by a gateway, checked by every service. */
@NullMarked
package dev.millrace.web.token;

import org.jspecify.annotations.NullMarked;

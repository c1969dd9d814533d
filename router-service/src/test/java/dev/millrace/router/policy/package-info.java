/** Tests of this feature. */
@NullMarked
package dev.millrace.router.policy;

import org.jspecify.annotations.NullMarked;

/** Tests of this feature. */
@NullMarked
package dev.millrace.router.group;

import org.jspecify.annotations.NullMarked;

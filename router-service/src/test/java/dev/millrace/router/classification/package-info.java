/** Tests of this feature. */
@NullMarked
package dev.millrace.router.classification;

import org.jspecify.annotations.NullMarked;

/** Tests of this feature. */
@NullMarked
package dev.millrace.router.catalog;

import org.jspecify.annotations.NullMarked;

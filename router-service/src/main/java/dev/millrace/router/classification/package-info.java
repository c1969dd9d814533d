/** What a request looks like: the features that `auto` decides by. */
@NullMarked
package dev.millrace.router.classification;

import org.jspecify.annotations.NullMarked;

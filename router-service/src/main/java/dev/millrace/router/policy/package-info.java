/** How `auto` turns features and offers into a ranking: a pure, versioned function. */
@NullMarked
package dev.millrace.router.policy;

import org.jspecify.annotations.NullMarked;

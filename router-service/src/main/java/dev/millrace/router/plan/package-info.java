/** From a request to its plan, and on to whoever carries it out. */
@NullMarked
package dev.millrace.router.plan;

import org.jspecify.annotations.NullMarked;

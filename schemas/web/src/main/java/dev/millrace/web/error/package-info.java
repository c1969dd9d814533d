/** The one error body, with stable codes and localised messages. */
@NullMarked
package dev.millrace.web.error;

import org.jspecify.annotations.NullMarked;

/** Every id a client sends is resolved by its owner first: foreign is unknown is 404. */
@NullMarked
package dev.millrace.web.owned;

import org.jspecify.annotations.NullMarked;

/** Chat with a model: the port. */
@NullMarked
package dev.millrace.provider.chat;

import org.jspecify.annotations.NullMarked;

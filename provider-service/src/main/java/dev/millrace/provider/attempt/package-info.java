/** One call to one provider: what goes in, what comes out, how it can fail, what it costs. */
@NullMarked
package dev.millrace.provider.attempt;

import org.jspecify.annotations.NullMarked;

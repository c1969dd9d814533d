/** What tests of a whole service stand on: the running service, and its neighbours on the log. */
@NullMarked
package dev.millrace.testbed;

import org.jspecify.annotations.NullMarked;

/** The topic table under test. */
@NullMarked
package dev.millrace.events.topic;

import org.jspecify.annotations.NullMarked;

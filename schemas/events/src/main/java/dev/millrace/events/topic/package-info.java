/**
 * The topic table as code: from it come creation, access rules, documentation and the test of who
 * may write what.
 */
@NullMarked
package dev.millrace.events.topic;

import org.jspecify.annotations.NullMarked;

/** State others announce, followed locally (rule 11). */
@NullMarked
package dev.millrace.log.view;

import org.jspecify.annotations.NullMarked;

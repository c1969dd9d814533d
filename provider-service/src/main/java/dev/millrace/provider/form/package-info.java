/** JSON forms that operators send, checked as a whole: every wrong field is named. */
@NullMarked
package dev.millrace.provider.form;

import org.jspecify.annotations.NullMarked;

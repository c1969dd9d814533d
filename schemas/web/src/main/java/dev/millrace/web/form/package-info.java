/** JSON forms that clients send, checked as a whole: every wrong field is named. */
@NullMarked
package dev.millrace.web.form;

import org.jspecify.annotations.NullMarked;

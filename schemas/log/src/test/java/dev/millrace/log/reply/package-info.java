@NullMarked
package dev.millrace.log.reply;

import org.jspecify.annotations.NullMarked;

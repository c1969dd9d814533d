@NullMarked
package dev.millrace.standalone.apply;

import org.jspecify.annotations.NullMarked;

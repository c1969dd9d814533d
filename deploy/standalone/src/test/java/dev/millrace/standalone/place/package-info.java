@NullMarked
package dev.millrace.standalone.place;

import org.jspecify.annotations.NullMarked;

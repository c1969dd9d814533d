@NullMarked
package dev.millrace.standalone.house;

import org.jspecify.annotations.NullMarked;

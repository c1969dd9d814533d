@NullMarked
package dev.millrace.web.request;

import org.jspecify.annotations.NullMarked;

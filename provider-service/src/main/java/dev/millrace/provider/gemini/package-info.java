/** Google's Gemini API: generateContent of v1beta. */
@NullMarked
package dev.millrace.provider.gemini;

import org.jspecify.annotations.NullMarked;

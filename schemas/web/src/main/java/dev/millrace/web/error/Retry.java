package dev.millrace.web.error;

/**
 * What {@code x-should-retry} says. The SDKs ask again after 408, 409, 429 and 5xx unless it
 * forbids; where the code alone cannot tell, the header is left out and they follow the status.
 */
public enum Retry {
    YES,
    NO,
    UNSAID
}

package dev.millrace.provider.registry;

import dev.millrace.boot.audit.AuditTrail.Actor;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;

/** Providers serve every tenant: only the administrators of the house set them up. */
final class Administration {

    private Administration() {}

    static Actor actor(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        if (!caller.runsHouse()) {
            throw ApiException.of(ErrorCode.FORBIDDEN);
        }
        return Actor.of(caller);
    }
}

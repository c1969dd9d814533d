package dev.millrace.provider.execution;

import dev.millrace.events.Authority;
import dev.millrace.events.Candidate;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.InternalCall;
import dev.millrace.events.Lane;
import dev.millrace.events.Plan;
import dev.millrace.events.RequestHead;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.AllowedModels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the authority that travels with the work allows (rule 14). Pure.
 *
 * @param candidates those that may be called, in the plan's order
 * @param refused why none may, or null
 */
record Admission(List<Candidate> candidates, @Nullable ErrorCode refused) {

    static Admission of(ExecutionReady ready) {
        RequestHead head = ready.getRequest().getHead();
        Authority authority = head.getAuthority();
        List<Lane> lanes = authority.getAllowedLanes();
        if (!lanes.isEmpty() && !lanes.contains(head.getLane())) {
            return new Admission(List.of(), ErrorCode.LANE_NOT_ALLOWED);
        }
        InternalCall internal = ready.getInternal().orElse(null);
        if (internal != null && !isAccountable(internal, authority)) {
            return new Admission(List.of(), ErrorCode.FORBIDDEN);
        }
        List<Candidate> planned = ready.getPlan().getCandidates();
        AllowedModels allowed = new AllowedModels(authority.getAllowedModels());
        boolean byGroup = mayUseGroup(ready.getPlan(), head, allowed);
        List<Candidate> candidates =
                planned.stream()
                        .filter(c -> byGroup || allowed.allows(c.getProvider(), c.getModel()))
                        .toList();
        if (candidates.isEmpty()) {
            return new Admission(
                    List.of(),
                    planned.isEmpty() ? ErrorCode.MODEL_NOT_FOUND : ErrorCode.MODEL_NOT_ALLOWED);
        }
        return new Admission(candidates, null);
    }

    /**
     * Who may use a model group, by its name or by one that its star takes, may use all that the
     * operator put behind it.
     */
    private static boolean mayUseGroup(Plan plan, RequestHead head, AllowedModels allowed) {
        String group = plan.getModelGroup();
        return !group.isEmpty()
                && (allowed.allowsName(group) || allowed.allowsName(head.getModel()));
    }

    /** A service's own call names what it is made for, and whose reserved money it spends. */
    private static boolean isAccountable(InternalCall internal, Authority authority) {
        return !internal.getService().isBlank()
                && !internal.getParentId().isBlank()
                && !authority.getOwner().getTenant().isBlank()
                && authority.getReservation().isPresent();
    }
}

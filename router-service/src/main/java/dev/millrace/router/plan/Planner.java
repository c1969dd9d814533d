package dev.millrace.router.plan;

import dev.millrace.events.Authority;
import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.events.ChunkRoute;
import dev.millrace.events.Operation;
import dev.millrace.events.Plan;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.router.catalog.Catalog;
import dev.millrace.router.catalog.Offer;
import dev.millrace.router.classification.Classifier;
import dev.millrace.router.classification.Features;
import dev.millrace.router.group.Asked;
import dev.millrace.router.group.Choice;
import dev.millrace.router.group.Choosing.Chosen;
import dev.millrace.router.group.Grouping;
import dev.millrace.router.plan.Decision.Planned;
import dev.millrace.router.plan.Decision.Refused;
import dev.millrace.router.policy.Policy;
import dev.millrace.router.policy.Ranking;
import dev.millrace.router.policy.Scored;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.AllowedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides, from a request, the catalog and the model groups, who may serve it and in which order:
 * the same input is planned the same way by every instance, every time. Only the balance of a group
 * also looks at how its deployments have done lately.
 */
final class Planner {

    /** The name that leaves the choice to the router. */
    static final String AUTO = "auto";

    /** Version of the decisions about models asked for by name; there is nothing to weigh. */
    static final String BY_NAME = "named-1";

    /** Version of the decisions about model groups. */
    static final String BY_GROUP = "group-1";

    private static final List<String> HONEST = List.of("honest-ending");
    private static final List<String> THINKING = List.of("reasoning", "honest-ending");

    /** Last, so that it sees the text as the caller does; it changes none of it. */
    private static final String CITATIONS = "citations";

    private static final Refused NOTHING_TO_GROUND =
            new Refused(
                    ErrorCode.UNSUPPORTED_PARAMETER,
                    "retrieval",
                    "Only chats are grounded; embeddings are not.");

    private final Policy policy;
    private final Supplier<Catalog> catalog;
    private final Grouping grouping;
    private final Classifier classifier;

    Planner(Policy policy, Supplier<Catalog> catalog, Grouping grouping, Classifier classifier) {
        this.policy = policy;
        this.catalog = catalog;
        this.grouping = grouping;
        this.classifier = classifier;
    }

    Policy policy() {
        return policy;
    }

    /** Looks into the body only when the model is {@value #AUTO}: a name must not cost that. */
    Decision decide(RequestAccepted request) {
        RequestHead head = request.getHead();
        RetrievalRequest retrieval = request.getRetrieval().orElse(null);
        Authority authority = head.getAuthority();
        if (!authority.getAllowedLanes().isEmpty()
                && !authority.getAllowedLanes().contains(head.getLane())) {
            return new Refused(ErrorCode.LANE_NOT_ALLOWED, null, "The key may not use this lane.");
        }
        if (retrieval != null && head.getOperation() == Operation.EMBEDDINGS) {
            return NOTHING_TO_GROUND;
        }
        Catalog all = catalog.get();
        boolean auto = head.getModel().equals(AUTO);
        Asked asked = asked(head);
        Chosen exact = auto ? null : grouping.exact(asked, all);
        if (exact != null) {
            return grouped(head, exact, retrieval);
        }
        List<Offer> offers = auto ? all.offers() : all.named(head.getModel());
        List<Offer> offered = new ArrayList<>(offers.size());
        List<Offer> allowed = new ArrayList<>(offers.size());
        for (Offer offer : offers) {
            if (offer.serves(head.getOperation())
                    && offer.visibleTo(authority.getOwner().getTenant())) {
                offered.add(offer);
                if (asked.models().allows(offer.provider(), offer.model())) {
                    allowed.add(offer);
                }
            }
        }
        if (offered.isEmpty()) {
            Chosen wildcard = auto ? null : grouping.wildcard(asked, all);
            return wildcard == null ? notFound(head) : grouped(head, wildcard, retrieval);
        }
        if (allowed.isEmpty()) {
            return notAllowed(head);
        }
        return auto
                ? choose(classifier.classify(request), allowed, retrieval)
                : new Planned(named(head, allowed, retrieval));
    }

    private static Asked asked(RequestHead head) {
        Authority authority = head.getAuthority();
        return new Asked(
                head.getRequestId(),
                authority.getOwner().getTenant(),
                head.getModel(),
                head.getOperation(),
                head.getNeeds(),
                new AllowedModels(authority.getAllowedModels()));
    }

    private static Decision grouped(
            RequestHead head, Chosen chosen, @Nullable RetrievalRequest retrieval) {
        if (chosen.choices().isEmpty()) {
            return chosen.barred() ? notAllowed(head) : notFound(head);
        }
        return new Planned(
                plan(
                        chosen.choices().stream().map(Choice::candidate).toList(),
                        chosen.choices().stream().map(Choice::offer).toList(),
                        retrieval,
                        BY_GROUP,
                        Map.of(),
                        chosen.reasons(),
                        chosen.group().name()));
    }

    private static Refused notAllowed(RequestHead head) {
        return new Refused(
                ErrorCode.MODEL_NOT_ALLOWED,
                "model",
                "The key may not use the model '" + head.getModel() + "'.");
    }

    private static Refused notFound(RequestHead head) {
        return new Refused(
                ErrorCode.MODEL_NOT_FOUND,
                "model",
                "No provider offers the model '"
                        + head.getModel()
                        + "' for "
                        + (head.getOperation() == Operation.EMBEDDINGS ? "embeddings." : "chat."));
    }

    /** The caller has chosen; what is announced of capabilities only orders the providers. */
    private static Plan named(
            RequestHead head, List<Offer> offers, @Nullable RetrievalRequest retrieval) {
        List<Candidate> candidates = new ArrayList<>(offers.size());
        List<String> needs = head.getNeeds();
        for (Offer offer : offers) {
            if (offer.mayDo(needs)) {
                candidates.add(candidate(offer, named(offer)));
            }
        }
        if (candidates.size() < offers.size()) {
            for (Offer offer : offers) {
                if (!offer.mayDo(needs)) {
                    candidates.add(
                            candidate(offer, named(offer) + "; does not announce what is needed"));
                }
            }
        }
        return plan(candidates, offers, retrieval, BY_NAME, Map.of(), List.of(), "");
    }

    private static String named(Offer offer) {
        return switch (offer.health()) {
            case HEALTHY -> "asked for by name";
            case DEGRADED -> "asked for by name; provider degraded";
            case DOWN -> "asked for by name; provider down";
        };
    }

    private Decision choose(
            Features features, List<Offer> offers, @Nullable RetrievalRequest retrieval) {
        Ranking ranking = Ranking.of(features, offers, policy);
        if (ranking.candidates().isEmpty()) {
            return ranking.tooSmall() > 0 ? tooLong(features) : incapable(features);
        }
        List<Scored> chosen = ranking.candidates();
        if (features.operation() == Operation.EMBEDDINGS) {
            // Vectors of different models cannot be compared: only the same model may step in.
            String model = chosen.getFirst().offer().model();
            chosen = chosen.stream().filter(one -> one.offer().model().equals(model)).toList();
        }
        return new Planned(
                plan(
                        chosen.stream().map(one -> candidate(one.offer(), one.reason())).toList(),
                        chosen.stream().map(Scored::offer).toList(),
                        retrieval,
                        policy.version(),
                        features.asMap(),
                        Reasons.of(ranking, features),
                        ""));
    }

    private static Refused tooLong(Features features) {
        return new Refused(
                ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                features.operation() == Operation.EMBEDDINGS ? "input" : "messages",
                "The request has about "
                        + features.inputTokens()
                        + " tokens, more than any model takes that could serve it.");
    }

    private static Refused incapable(Features features) {
        return new Refused(
                ErrorCode.UNSUPPORTED_PARAMETER,
                paramOf(features.needs()),
                "No model that may be used can do all that is needed: "
                        + String.join(", ", features.needs())
                        + ".");
    }

    private static @Nullable String paramOf(List<String> needs) {
        if (needs.size() != 1) {
            return null;
        }
        return switch (needs.getFirst()) {
            case "tools" -> "tools";
            case "json_schema" -> "response_format";
            case "vision" -> "messages";
            default -> null;
        };
    }

    private static Candidate candidate(Offer offer, String reason) {
        return new Candidate(
                offer.provider(),
                offer.model(),
                reason,
                CandidateUse.ALWAYS,
                "",
                "",
                null,
                null,
                null);
    }

    private static Plan plan(
            List<Candidate> candidates,
            List<Offer> offers,
            @Nullable RetrievalRequest retrieval,
            String version,
            Map<String, String> features,
            List<String> reasons,
            String modelGroup) {
        boolean thinksAloud = false;
        for (Offer offer : offers) {
            thinksAloud |= offer.capabilities().contains(Offer.THINK_TAGS);
        }
        List<String> processors = new ArrayList<>(thinksAloud ? THINKING : HONEST);
        if (retrieval != null) {
            processors.add(CITATIONS);
        }
        return new Plan(
                candidates,
                List.copyOf(processors),
                thinksAloud ? ChunkRoute.POSTPROCESS : ChunkRoute.DIRECT,
                retrieval,
                null,
                version,
                features,
                reasons,
                modelGroup);
    }
}

package dev.millrace.events.topic;

import static dev.millrace.events.topic.Keep.COMPACTED;
import static dev.millrace.events.topic.Keep.FOREVER;
import static dev.millrace.events.topic.Keep.HOURS;
import static dev.millrace.events.topic.Keep.REPLAY_WINDOW;
import static dev.millrace.events.topic.Keyed.OTHER;
import static dev.millrace.events.topic.Keyed.REQUEST;
import static dev.millrace.events.topic.Service.API_GATEWAY;
import static dev.millrace.events.topic.Service.OPERATOR;
import static dev.millrace.events.topic.Service.POSTPROCESS;
import static dev.millrace.events.topic.Service.PROVIDER;
import static dev.millrace.events.topic.Service.RAG;
import static dev.millrace.events.topic.Service.ROUTER;
import static dev.millrace.events.topic.Service.TELEMETRY;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.AuditRecorded;
import dev.millrace.events.CancelRequested;
import dev.millrace.events.DeadLetter;
import dev.millrace.events.DocumentIndexed;
import dev.millrace.events.DocumentUploaded;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.FeedbackGiven;
import dev.millrace.events.KeyState;
import dev.millrace.events.LimitSet;
import dev.millrace.events.ModelGroupSet;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.PersonKey;
import dev.millrace.events.PromptVersion;
import dev.millrace.events.ProviderChanged;
import dev.millrace.events.ProviderHealthChanged;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RetrievalNeeded;
import dev.millrace.events.RoutingPolicy;
import dev.millrace.events.RunCancelled;
import dev.millrace.events.TokenKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** The topic table. */
public final class Topics {

    /** Before every topic's name. */
    public static final String PREFIX = "millrace.";

    /**
     * Of each topic of {@link #work()} where the deployment does not choose: as many instances can
     * share the work of a stage.
     */
    public static final int WORK_PARTITIONS = 6;

    /** As many instances can wait for replies without reading each other's. */
    private static final int REPLY_PARTITIONS = 6;

    private static final Set<Service> EVERY_STAGE =
            Set.of(API_GATEWAY, ROUTER, PROVIDER, RAG, POSTPROCESS, TELEMETRY);
    private static final Set<Service> EVERYONE =
            Set.of(API_GATEWAY, ROUTER, PROVIDER, RAG, POSTPROCESS, TELEMETRY, OPERATOR);

    private static final Set<Service> NOBODY = Set.of();

    public static final Laned<RequestAccepted> REQUESTS =
            new Laned<>(
                    work(
                            "requests.interactive",
                            RequestAccepted.class,
                            REPLAY_WINDOW,
                            Set.of(API_GATEWAY),
                            Set.of(ROUTER, API_GATEWAY, POSTPROCESS),
                            Set.of(ROUTER, API_GATEWAY)),
                    work(
                            "requests.bulk",
                            RequestAccepted.class,
                            REPLAY_WINDOW,
                            Set.of(POSTPROCESS),
                            Set.of(ROUTER, API_GATEWAY, POSTPROCESS),
                            Set.of(ROUTER, API_GATEWAY)));

    public static final Laned<RetrievalNeeded> RETRIEVALS =
            laned("retrievals", RetrievalNeeded.class, Set.of(ROUTER, PROVIDER), Set.of(RAG));

    public static final Laned<ExecutionReady> EXECUTIONS =
            laned(
                    "executions",
                    ExecutionReady.class,
                    Set.of(ROUTER, RAG, POSTPROCESS),
                    Set.of(PROVIDER));

    /** Endings, and the chunks of streams that pass through text-changing post-processors. */
    public static final Laned<SpecificRecord> OUTCOMES =
            new Laned<>(outcomes("outcomes.interactive"), outcomes("outcomes.bulk"));

    public static final Topic<RequestFinished> RESULTS =
            work(
                    "results",
                    RequestFinished.class,
                    REPLAY_WINDOW,
                    Set.of(POSTPROCESS),
                    Set.of(API_GATEWAY, TELEMETRY, ROUTER, POSTPROCESS),
                    Set.of(API_GATEWAY, TELEMETRY, POSTPROCESS));

    /** Chunks and endings for the instance that waits; it chooses the partition. */
    public static final Topic<SpecificRecord> REPLIES =
            new Topic<>(
                    PREFIX + "replies",
                    Set.of(ReplyChunk.class, RequestFinished.class),
                    REQUEST,
                    REPLY_PARTITIONS,
                    HOURS,
                    Set.of(PROVIDER, POSTPROCESS),
                    EVERY_STAGE,
                    NOBODY);

    public static final Topic<SpecificRecord> ATTEMPTS =
            new Topic<>(
                    PREFIX + "attempts",
                    Set.of(AttemptStarted.class, AttemptEnded.class),
                    OTHER,
                    WORK_PARTITIONS,
                    REPLAY_WINDOW,
                    Set.of(PROVIDER),
                    Set.of(TELEMETRY, ROUTER),
                    Set.of(TELEMETRY));

    public static final Topic<SpecificRecord> CONTROLS =
            new Topic<>(
                    PREFIX + "controls",
                    Set.of(CancelRequested.class, RunCancelled.class),
                    OTHER,
                    1,
                    HOURS,
                    Set.of(API_GATEWAY, POSTPROCESS),
                    Set.of(PROVIDER, RAG),
                    NOBODY);

    public static final Topic<SpecificRecord> CATALOG =
            compacted(
                    "catalog",
                    Set.of(ModelOffered.class, ProviderHealthChanged.class, ProviderChanged.class),
                    Set.of(PROVIDER),
                    EVERYONE);

    public static final Topic<SpecificRecord> ACCESS =
            compacted(
                    "access",
                    Set.of(KeyState.class, TokenKey.class, LimitSet.class),
                    Set.of(API_GATEWAY),
                    EVERYONE);

    public static final Topic<SpecificRecord> POLICIES =
            compacted(
                    "policies",
                    Set.of(RoutingPolicy.class, PromptVersion.class, ModelGroupSet.class),
                    Set.of(ROUTER),
                    EVERYONE);

    public static final Topic<PersonKey> PERSON_KEYS =
            compacted("person-keys", Set.of(PersonKey.class), Set.of(API_GATEWAY), EVERY_STAGE);

    public static final Topic<FeedbackGiven> FEEDBACK =
            beside(
                    "feedback",
                    Set.of(FeedbackGiven.class),
                    Set.of(API_GATEWAY, POSTPROCESS),
                    Set.of(ROUTER, TELEMETRY));

    public static final Topic<AuditRecorded> AUDITS =
            beside("audits", Set.of(AuditRecorded.class), EVERY_STAGE, Set.of(TELEMETRY, OPERATOR));

    public static final Topic<SpecificRecord> DOCUMENTS =
            beside(
                    "documents",
                    Set.of(DocumentUploaded.class, DocumentIndexed.class),
                    Set.of(RAG),
                    Set.of(RAG, TELEMETRY));

    public static final Topic<DeadLetter> DEAD_LETTERS =
            beside(
                    "dead-letters",
                    Set.of(DeadLetter.class),
                    EVERY_STAGE,
                    Set.of(OPERATOR, TELEMETRY));

    /**
     * Schemas by fingerprint: plain text, not Avro, written by every build before its first record.
     */
    public static final String WIRE_SCHEMAS = PREFIX + "wire-schemas";

    private static final List<Topic<? extends SpecificRecord>> WORK =
            List.of(
                    REQUESTS.interactive(),
                    REQUESTS.bulk(),
                    RETRIEVALS.interactive(),
                    RETRIEVALS.bulk(),
                    EXECUTIONS.interactive(),
                    EXECUTIONS.bulk(),
                    OUTCOMES.interactive(),
                    OUTCOMES.bulk(),
                    RESULTS,
                    ATTEMPTS);

    private static final List<Topic<? extends SpecificRecord>> ALL =
            Stream.concat(
                            WORK.stream(),
                            Stream.of(
                                    REPLIES,
                                    CONTROLS,
                                    CATALOG,
                                    ACCESS,
                                    POLICIES,
                                    PERSON_KEYS,
                                    FEEDBACK,
                                    AUDITS,
                                    DOCUMENTS,
                                    DEAD_LETTERS))
                    .toList();

    private Topics() {}

    /** Every topic that carries Avro records. */
    public static List<Topic<? extends SpecificRecord>> all() {
        return ALL;
    }

    /**
     * The topics a request's work travels on. All have one number of partitions, so that a request
     * has one partition number on each.
     */
    public static List<Topic<? extends SpecificRecord>> work() {
        return WORK;
    }

    private static <V extends SpecificRecord> Laned<V> laned(
            String name, Class<V> record, Set<Service> writers, Set<Service> readers) {
        return new Laned<>(
                work(name + ".interactive", record, HOURS, writers, readers, readers),
                work(name + ".bulk", record, HOURS, writers, readers, readers));
    }

    private static <V extends SpecificRecord> Topic<V> work(
            String name,
            Class<V> record,
            Keep keep,
            Set<Service> writers,
            Set<Service> readers,
            Set<Service> awaited) {
        return new Topic<>(
                PREFIX + name,
                Set.of(record),
                REQUEST,
                WORK_PARTITIONS,
                keep,
                writers,
                readers,
                awaited);
    }

    /** Everyone who can find that a request is over may say so; postprocess decides. */
    private static Topic<SpecificRecord> outcomes(String name) {
        return new Topic<>(
                PREFIX + name,
                Set.of(OutcomeReached.class, ReplyChunk.class),
                REQUEST,
                WORK_PARTITIONS,
                HOURS,
                EVERY_STAGE,
                Set.of(POSTPROCESS),
                Set.of(POSTPROCESS));
    }

    private static <V extends SpecificRecord> Topic<V> compacted(
            String name,
            Set<Class<? extends V>> records,
            Set<Service> writers,
            Set<Service> readers) {
        return new Topic<>(PREFIX + name, records, OTHER, 1, COMPACTED, writers, readers, NOBODY);
    }

    private static <V extends SpecificRecord> Topic<V> beside(
            String name,
            Set<Class<? extends V>> records,
            Set<Service> writers,
            Set<Service> readers) {
        return new Topic<>(PREFIX + name, records, OTHER, 1, FOREVER, writers, readers, NOBODY);
    }
}

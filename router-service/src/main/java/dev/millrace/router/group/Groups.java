package dev.millrace.router.group;

import dev.millrace.boot.audit.AuditTrail;
import dev.millrace.boot.audit.AuditTrail.Actor;
import dev.millrace.events.CandidateUse;
import dev.millrace.events.topic.Topics;
import dev.millrace.router.catalog.Offer;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.form.Form;
import dev.millrace.web.token.Caller;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Changes groups: what is stored is announced and audited in the same transaction. Changes are
 * rare, so one at a time is made: a group's fallbacks are checked against all others.
 */
final class Groups {

    /** What is wrong is told by where it stands in the body that says it. */
    interface Place {
        Form of(ModelGroup group);
    }

    private static final int MOST = 1_000;

    private final GroupRepository repository;
    private final Outbox outbox;
    private final TransactionOperations transactions;
    private final AuditTrail audit;
    private final Clock clock;

    Groups(
            GroupRepository repository,
            Outbox outbox,
            AuditTrail audit,
            TransactionOperations transactions,
            Clock clock) {
        this.repository = repository;
        this.outbox = outbox;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Sets one group of the caller's tenant; setting what is set changes nothing.
     *
     * @param expected whether the present state (null when there is none) is the one expected
     * @throws ApiException `precondition_failed` when it is not
     */
    void set(
            Caller caller,
            ModelGroup wanted,
            Predicate<@Nullable ModelGroup> expected,
            Place place) {
        changed(
                caller,
                present -> {
                    ModelGroup before = present.get(wanted.name());
                    expect(expected.test(before));
                    present.put(wanted.name(), wanted);
                    check(caller, present, List.of(wanted), place);
                    put(caller, before, wanted);
                });
    }

    /**
     * Sets all groups of the caller's tenant: those that are not named go.
     *
     * @param expected whether these are the groups that the caller knows
     */
    void setAll(
            Caller caller,
            List<ModelGroup> wanted,
            Predicate<List<ModelGroup>> expected,
            Place place) {
        changed(
                caller,
                present -> {
                    expect(expected.test(sorted(present)));
                    Map<String, ModelGroup> after = new HashMap<>();
                    wanted.forEach(group -> after.put(group.name(), group));
                    check(caller, after, wanted, place);
                    wanted.forEach(group -> put(caller, present.get(group.name()), group));
                    sorted(present).stream()
                            .filter(group -> !after.containsKey(group.name()))
                            .forEach(group -> remove(caller, group));
                });
    }

    /**
     * Deletes a group.
     *
     * @throws ApiException `conflict` when another falls back to it, `precondition_failed` when it
     *     is not the one expected
     */
    void delete(Caller caller, ModelGroup group, Predicate<@Nullable ModelGroup> expected) {
        changed(
                caller,
                present -> {
                    ModelGroup before = present.remove(group.name());
                    expect(before != null && expected.test(before));
                    for (ModelGroup other : present.values()) {
                        for (CandidateUse use : Fallbacks.USES) {
                            // A name with a star in a list stands for models, not for its group.
                            if (!group.isWildcard()
                                    && other.fallbacks().of(use).contains(group.name())) {
                                throw ApiException.of(ErrorCode.CONFLICT);
                            }
                        }
                    }
                    remove(caller, group);
                });
    }

    private void changed(Caller caller, Consumer<Map<String, ModelGroup>> change) {
        transactions.executeWithoutResult(
                _ -> {
                    repository.lock();
                    Map<String, ModelGroup> present = new HashMap<>();
                    repository
                            .ofTenant(caller.tenant())
                            .forEach(group -> present.put(group.name(), group));
                    change.accept(present);
                });
    }

    /** Nobody else has changed it since. */
    private static void expect(boolean holds) {
        if (!holds) {
            throw ApiException.of(ErrorCode.PRECONDITION_FAILED);
        }
    }

    static List<ModelGroup> sorted(Map<String, ModelGroup> groups) {
        return groups.values().stream().sorted(Comparator.comparing(ModelGroup::name)).toList();
    }

    /** With all that will hold: fallbacks name something, and none leads back to its group. */
    private void check(
            Caller caller, Map<String, ModelGroup> after, List<ModelGroup> wanted, Place place) {
        if (after.size() > MOST) {
            throw ApiException.at("data", ErrorCode.INVALID_VALUE, "at most " + MOST + " groups");
        }
        List<ModelGroup> all = new ArrayList<>(after.values());
        if (!caller.tenant().equals(Offer.SHARED)) {
            all.addAll(repository.ofTenant(Offer.SHARED));
        }
        GroupSet groups = new GroupSet(all);
        for (ModelGroup group : wanted) {
            for (CandidateUse use : Fallbacks.USES) {
                checkEntries(groups, group, use, place);
                List<String> cycle = groups.cycle(group, use);
                if (!cycle.isEmpty()) {
                    int first = group.fallbacks().of(use).indexOf(cycle.get(1));
                    throw ApiException.at(
                            place.of(group).at(GroupJson.entry(use, first)),
                            ErrorCode.INVALID_VALUE,
                            "fallbacks that do not lead in a circle: " + String.join(" > ", cycle));
                }
            }
        }
    }

    private static void checkEntries(
            GroupSet groups, ModelGroup group, CandidateUse use, Place place) {
        List<String> entries = group.fallbacks().of(use);
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i);
            boolean qualified = entry.indexOf('/') > 0 && !entry.endsWith("/");
            if (!qualified
                    && entry.indexOf('*') < 0
                    && groups.named(group.tenant(), entry) == null) {
                throw ApiException.at(
                        place.of(group).at(GroupJson.entry(use, i)),
                        ErrorCode.INVALID_VALUE,
                        "the name of a group, or provider/model");
            }
        }
    }

    private void put(Caller caller, @Nullable ModelGroup before, ModelGroup wanted) {
        if (before != null && before.isDefinedAs(wanted)) {
            return;
        }
        long last =
                before == null
                        ? repository.lastRevision(wanted.tenant(), wanted.name())
                        : before.revision();
        ModelGroup after =
                wanted.at(last + 1, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        repository.save(after);
        outbox.add(Topics.POLICIES, after.key(), after.announcement());
        audited(caller, "model_group.set", before, after, after.name());
    }

    private void remove(Caller caller, ModelGroup group) {
        repository.delete(group);
        outbox.withdraw(Topics.POLICIES, group.key());
        audited(caller, "model_group.delete", group, null, group.name());
    }

    private void audited(
            Caller caller,
            String action,
            @Nullable ModelGroup before,
            @Nullable ModelGroup after,
            String name) {
        audit.changed(Actor.of(caller), action, "model_group/" + name, text(before), text(after));
    }

    private static String text(@Nullable ModelGroup group) {
        return group == null ? "" : GroupJson.text(group);
    }
}

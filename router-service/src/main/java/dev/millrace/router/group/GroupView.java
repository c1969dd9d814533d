package dev.millrace.router.group;

import dev.millrace.events.ModelGroupSet;
import dev.millrace.log.view.ReadModel;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Follows the groups on `policies`. Written by the log's thread, read by every request. */
public final class GroupView implements ReadModel.Changes<SpecificRecord>, Supplier<GroupSet> {

    private final Map<String, ModelGroup> groups = new HashMap<>();
    private volatile GroupSet current = GroupSet.EMPTY;

    @Override
    public synchronized void on(String key, @Nullable SpecificRecord value) {
        if (!key.startsWith(ModelGroup.KEYS)) {
            return;
        }
        if (value instanceof ModelGroupSet set) {
            groups.put(key, ModelGroup.of(set));
        } else {
            groups.remove(key);
        }
        current = new GroupSet(groups.values());
    }

    @Override
    public GroupSet get() {
        return current;
    }
}

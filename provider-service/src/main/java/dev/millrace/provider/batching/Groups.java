package dev.millrace.provider.batching;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who is here now, by what calls that may be shared have in common. All of it is guarded by the
 * lock, which the caller may hold already.
 *
 * @param <K> what they have in common
 */
final class Groups<K> {

    private final ReentrantLock lock;
    private final Map<K, Group> groups = new HashMap<>();

    Groups(ReentrantLock lock) {
        this.lock = lock;
    }

    /** Requests with one key. */
    static final class Group {
        int users;
        int underWay;
        @Nullable Batch gathering;
    }

    Group enter(K key) {
        lock.lock();
        try {
            Group group = groups.computeIfAbsent(key, _ -> new Group());
            group.users++;
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** The last one to leave takes the group along. */
    void leave(K key, Group group) {
        lock.lock();
        try {
            group.users--;
            if (group.users == 0) {
                groups.remove(key);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A call is under way. */
    void began(Group group) {
        lock.lock();
        try {
            group.underWay++;
        } finally {
            lock.unlock();
        }
    }

    void ended(Group group) {
        lock.lock();
        try {
            group.underWay--;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return groups.size();
        } finally {
            lock.unlock();
        }
    }
}

package palimpsest.memory.segment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which collections have more segments than all can be compared of. A collection is counted when it is first searched, and again after so many searches, or when
 * half of what was missing to the limit was put in here, or as many as the limit taken out. Others write too: an answer may be late by that much, which costs time alone.
 */
final class LargeCollections {

    private static final int SEARCHES = 200;
    private static final int MOST_KNOWN = 10_000;

    private final long limit;
    private final Map<Key, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    private record Key(String tenant, String collection) {}

    /** @param searches that are left; @param changes that are left */
    private record Known(boolean large, int searches, long changes) {}

    /** @param limit of segments that are compared */
    LargeCollections(long limit) {
        this.limit = limit;
    }

    /** @param count of the collection, up to one more than the limit */
    boolean isLarge(String tenant, String collection, LongSupplier count) {
        var key = new Key(tenant, collection);
        synchronized (known) {
            Known now = known.get(key);
            if (now != null && now.searches() > 0 && now.changes() > 0) {
                known.put(key, new Known(now.large(), now.searches() - 1, now.changes()));
                return now.large();
            }
        }
        long counted = count.getAsLong();
        boolean large = counted > limit;
        synchronized (known) {
            known.put(key, new Known(large, SEARCHES, Math.max(1, large ? limit : (limit - counted + 1) / 2)));
        }
        return large;
    }

    /** So many segments were put in. */
    void added(String tenant, String collection, int segments) {
        changed(tenant, collection, segments, false);
    }

    /** So many segments were taken out. */
    void removed(String tenant, String collection, int segments) {
        changed(tenant, collection, segments, true);
    }

    private void changed(String tenant, String collection, int segments, boolean whereLarge) {
        synchronized (known) {
            known.computeIfPresent(new Key(tenant, collection),
                    (key, now) -> now.large() == whereLarge ? new Known(now.large(), now.searches(), now.changes() - segments) : now);
        }
    }
}

package palimpsest.memory.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LargeCollectionsTest {

    private final AtomicInteger counts = new AtomicInteger();
    private final LargeCollections collections = new LargeCollections(1000);
    private long size;

    private boolean isLarge() {
        return collections.isLarge("t", "c", () -> {
            counts.incrementAndGet();
            return Math.min(size, 1001);
        });
    }

    @Test
    void a_collection_is_counted_once_in_many_searches() {
        size = 5000;
        for (int i = 0; i < 150; i++) {
            assertThat(isLarge()).isTrue();
        }
        assertThat(counts).hasValue(1);
        for (int i = 0; i < 150; i++) {
            isLarge();
        }
        assertThat(counts).hasValue(2);
    }

    @Test
    void one_that_grows_here_is_known_as_large_with_the_first_segment_over_the_limit() {
        for (size = 0; size <= 1000; size++) {
            assertThat(isLarge()).isFalse();
            collections.added("t", "c", 1);
        }
        assertThat(isLarge()).isTrue();
        assertThat(counts.get()).isLessThan(30);
    }

    @Test
    void what_others_put_in_or_take_out_is_seen_after_some_searches() {
        assertThat(isLarge()).isFalse();
        size = 2000;
        for (int i = 0; i < 201; i++) {
            isLarge();
        }
        assertThat(isLarge()).isTrue();
    }

    @Test
    void one_that_was_emptied_is_counted_anew() {
        size = 2000;
        assertThat(isLarge()).isTrue();
        size = 0;
        collections.removed("t", "c", 2000);
        assertThat(isLarge()).isFalse();
    }

    @Test
    void another_collection_and_another_tenant_are_others() {
        size = 2000;
        assertThat(isLarge()).isTrue();
        assertThat(collections.isLarge("t", "d", () -> 1)).isFalse();
        assertThat(collections.isLarge("u", "c", () -> 1)).isFalse();
    }
}

package palimpsest.memory.segment;

import java.util.Collection;
import java.util.List;

/** A condition on the metadata of segments. A comparison with a name that a segment lacks does not hold. */
public sealed interface SegmentFilter {

    /** The value is the same; numbers are compared as numbers. */
    record Equal(String name, Object value) implements SegmentFilter {}

    /** The value is one of these. */
    record In(String name, Collection<?> values) implements SegmentFilter {
        public In {
            values = List.copyOf(values);
        }
    }

    /** The value stands in an order to another: numbers by size, texts by code points. */
    record Ordered(String name, Order order, Object value) implements SegmentFilter {}

    /** The value is a text that holds another. */
    record Contains(String name, String part) implements SegmentFilter {}

    /** The name is there and its value is not null. */
    record Present(String name) implements SegmentFilter {}

    record And(SegmentFilter left, SegmentFilter right) implements SegmentFilter {}

    record Or(SegmentFilter left, SegmentFilter right) implements SegmentFilter {}

    record Not(SegmentFilter filter) implements SegmentFilter {}

    enum Order {
        LESS("<"), LESS_OR_EQUAL("<="), GREATER(">"), GREATER_OR_EQUAL(">=");

        final String operator;

        Order(String operator) {
            this.operator = operator;
        }
    }
}

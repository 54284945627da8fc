package palimpsest.memory.segment;

import java.util.HashMap;
import java.util.Map;

/** A filter as a condition of SQL. Names and values are parameters, so that nothing of them is read as SQL. */
final class FilterSql {

    private final Map<String, Object> parameters = new HashMap<>();
    private final MetadataJson json;
    private final String condition;

    /** @param filter null for none */
    FilterSql(SegmentFilter filter, MetadataJson json) {
        this.json = json;
        this.condition = filter == null ? "true" : sql(filter);
    }

    String condition() {
        return condition;
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    private String sql(SegmentFilter filter) {
        return switch (filter) {
            // containment, which the index over metadata serves
            case SegmentFilter.Equal(String name, Object value) -> "metadata @> cast(" + parameter(json.write(Map.of(name, value))) + " as jsonb)";
            case SegmentFilter.In(String name, var values) -> "metadata @> any (cast("
                    + parameter(values.stream().map(value -> json.write(Map.of(name, value))).toArray(String[]::new)) + " as jsonb[]))";
            case SegmentFilter.Ordered(String name, SegmentFilter.Order order, Number value) -> ordered("number", "numeric", name, order,
                    MetadataJson.decimal(value));
            case SegmentFilter.Ordered(String name, SegmentFilter.Order order, Object value) -> ordered("string", "text collate \"C\"", name, order,
                    String.valueOf(MetadataJson.scalar(value)));
            case SegmentFilter.Contains(String name, String part) -> "coalesce(strpos(metadata ->> " + parameter(name) + ", " + parameter(part) + ") > 0, false)";
            case SegmentFilter.Present(String name) -> "(metadata ->> " + parameter(name) + ") is not null";
            case SegmentFilter.And(SegmentFilter left, SegmentFilter right) -> "(" + sql(left) + " and " + sql(right) + ")";
            case SegmentFilter.Or(SegmentFilter left, SegmentFilter right) -> "(" + sql(left) + " or " + sql(right) + ")";
            case SegmentFilter.Not(SegmentFilter inner) -> "not (" + sql(inner) + ")";
        };
    }

    private String ordered(String kind, String type, String name, SegmentFilter.Order order, Object value) {
        String key = parameter(name);
        // the order of evaluation is fixed by "case" alone: what is no number must not be read as one
        return "case when jsonb_typeof(metadata -> %s) = '%s' then (metadata ->> %s)::%s %s %s else false end"
                .formatted(key, kind, key, type, order.operator, parameter(value));
    }

    private String parameter(Object value) {
        String name = "f" + parameters.size();
        parameters.put(name, value);
        return ":" + name;
    }
}

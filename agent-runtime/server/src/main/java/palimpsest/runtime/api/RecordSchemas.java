package palimpsest.runtime.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Says of a record in the description what its components say: those with {@link Nullable} may be null, all are there (of a record that
 * leaves out null, those without it). What a request may leave out is {@link ApiDescription}'s to say.
 */
final class RecordSchemas implements ModelConverter {

    static final String NULL = "null";
    private static final String SCHEMAS = "#/components/schemas/";

    @Override
    public boolean isOpenapi31() {
        return true;
    }

    @Override
    public Schema<?> resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        Class<?> raw = type.getType() == null ? null : TypeFactory.rawClass(type.getType());
        if (raw == JsonNode.class) {
            return new JsonSchema();
        }
        Schema<?> resolved = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
        if (resolved == null || raw == null || !raw.isRecord()) {
            return resolved;
        }
        Schema<?> described = resolved.get$ref() == null ? resolved : context.getDefinedModels().get(resolved.get$ref().replace(SCHEMAS, ""));
        if (described != null && described.getProperties() != null) {
            describe(raw, described);
        }
        return resolved;
    }

    /** A record is resolved at each place that names it: twice is as once. */
    private static void describe(Class<?> type, Schema<?> described) {
        JsonInclude included = type.getAnnotation(JsonInclude.class);
        boolean leavesOutNull = included != null && included.value() == JsonInclude.Include.NON_NULL;
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = named == null || named.value().isEmpty() ? component.getName() : named.value();
            Schema<?> property = described.getProperties().get(name);
            if (property == null) {
                continue;
            }
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            JsonInclude own = component.getAccessor().getAnnotation(JsonInclude.class);
            boolean leftOut = nullable && (leavesOutNull || own != null && own.value() == JsonInclude.Include.NON_NULL);
            if (nullable && !leftOut) {
                described.getProperties().put(name, orNull(property));
            }
            if (!leftOut) {
                required.add(name);
            }
        }
        described.setRequired(required);
    }

    private static Schema<?> orNull(Schema<?> property) {
        if (property.get$ref() != null) {
            return new JsonSchema().oneOf(List.of(property, new JsonSchema().types(Set.of(NULL))));
        }
        Set<String> types = property.getTypes();
        if (types != null && !types.isEmpty() && !types.contains(NULL)) {
            Set<String> nullable = new LinkedHashSet<>(types);
            nullable.add(NULL);
            property.setTypes(nullable);
        }
        return property;
    }

    /** Whether a described value may be null. */
    static boolean mayBeNull(Schema<?> property) {
        return property.getTypes() != null && property.getTypes().contains(NULL)
                || property.getOneOf() != null && property.getOneOf().stream().anyMatch(each -> each.getTypes() != null && each.getTypes().contains(NULL));
    }
}

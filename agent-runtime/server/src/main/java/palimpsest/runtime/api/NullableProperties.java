package palimpsest.runtime.api;

import com.fasterxml.jackson.databind.type.TypeFactory;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springdoc.core.customizers.PropertyCustomizer;

/** Says in the description what Java's types say: each property may be null but those of a primitive type. */
final class NullableProperties implements PropertyCustomizer {

    private static final String NULL = "null";

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Schema customize(Schema property, AnnotatedType type) {
        if (property == null || type.getType() == null || TypeFactory.rawClass(type.getType()).isPrimitive()) {
            return property;
        }
        if (property.get$ref() != null) {
            return new JsonSchema().oneOf(List.of(property, new JsonSchema().types(Set.of(NULL))));
        }
        Set<String> types = property.getTypes();
        if (types != null && !types.isEmpty() && !types.contains(NULL)) {
            Set<String> nullable = new LinkedHashSet<>(types);
            nullable.add(NULL);
            property.setTypes(nullable);
            if (property.getEnum() != null && !property.getEnum().contains(null)) {
                List<Object> values = new ArrayList<>(property.getEnum());
                values.add(null);
                property.setEnum(values);
            }
        }
        return property;
    }
}

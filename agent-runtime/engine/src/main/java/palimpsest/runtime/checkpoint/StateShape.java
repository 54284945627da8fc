package palimpsest.runtime.checkpoint;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import palimpsest.memory.text.Sha256;
import palimpsest.runtime.context.ContextState;

/** The fields of the state and of everything in it, as one short text that changes when they do. */
final class StateShape {

    /** To be raised when an event comes to mean something else for fields that stay as they are. */
    private static final int MEANING = 1;
    private static final String OURS = "palimpsest.";
    private static final int LENGTH = 16;

    static final String VERSION = MEANING + "-" + digest(shape());

    private StateShape() {}

    static Map<String, String> shape() {
        Map<String, String> shape = new TreeMap<>();
        collect(ContextState.class, shape);
        return shape;
    }

    private static void collect(Type type, Map<String, String> shape) {
        switch (type) {
            case ParameterizedType generic -> Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> collect(argument, shape));
            case Class<?> ours when ours.getName().startsWith(OURS) && !shape.containsKey(ours.getName()) -> {
                Field[] fields = Arrays.stream(ours.getDeclaredFields()).filter(StateShape::isKept).toArray(Field[]::new);
                shape.put(ours.getName(), String.join(";", Arrays.stream(fields).map(StateShape::line).sorted().toList()));
                Arrays.stream(fields).forEach(field -> collect(field.getGenericType(), shape));
                if (ours.isSealed()) {
                    Arrays.stream(ours.getPermittedSubclasses()).forEach(kind -> collect(kind, shape));
                }
            }
            default -> { }
        }
    }

    private static boolean isKept(Field field) {
        return !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
    }

    private static String line(Field field) {
        return field.getName() + ":" + field.getGenericType().getTypeName();
    }

    private static String digest(Map<String, String> shape) {
        return Sha256.hex(shape.toString()).substring(0, LENGTH);
    }
}

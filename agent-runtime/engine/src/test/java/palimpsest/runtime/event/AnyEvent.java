package palimpsest.runtime.event;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import palimpsest.runtime.answer.AnswerFormat;
import palimpsest.runtime.event.ContextTerms.ToolClearing;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.WindowEvent.OriginalMessage;

/** Arbitrary events of every kind, made from the records themselves so that a new kind is covered by being there. */
final class AnyEvent {

    private AnyEvent() {}

    static List<Class<?>> types() {
        return ConversationEvent.kinds();
    }

    static Arbitrary<ConversationEvent> arbitrary() {
        return Arbitraries.of(types()).flatMap(AnyEvent::record).map(ConversationEvent.class::cast);
    }

    static Arbitrary<Object> record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components.length == 0) {
            return Arbitraries.create(() -> construct(type, List.of()));
        }
        return Combinators.combine(Arrays.stream(components).map(component -> value(component.getGenericType())).toList())
                .as(values -> construct(type, values));
    }

    private static Object construct(Class<?> type, List<Object> values) {
        try {
            Class<?>[] parameters = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> canonical = type.getDeclaredConstructor(parameters);
            return canonical.newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Arbitrary<Object> value(Type type) {
        if (type == int.class) {
            return Arbitraries.integers().asGeneric();
        }
        if (type == Integer.class) {
            return Arbitraries.integers().injectNull(0.2).asGeneric();
        }
        if (type == long.class) {
            return Arbitraries.longs().asGeneric();
        }
        if (type == Long.class) {
            return Arbitraries.longs().injectNull(0.2).asGeneric();
        }
        if (type == double.class) {
            return Arbitraries.doubles().asGeneric();
        }
        if (type == Double.class) {
            return Arbitraries.doubles().injectNull(0.2).asGeneric();
        }
        if (type == Instant.class) {
            return Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli).asGeneric();
        }
        if (type instanceof Class<?> choice && choice.isEnum()) {
            return Arbitraries.of(choice.getEnumConstants()).asGeneric();
        }
        if (type == boolean.class) {
            return Arbitraries.of(true, false).asGeneric();
        }
        if (type == Boolean.class) {
            return Arbitraries.of(true, false).injectNull(0.2).asGeneric();
        }
        if (type == String.class) {
            return texts().injectNull(0.1).asGeneric();
        }
        if (type == UUID.class) {
            return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as((a, b) -> (Object) new UUID(a, b));
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return value(generic.getActualTypeArguments()[0]).filter(element -> element != null).list().ofMaxSize(3).asGeneric();
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == SequencedMap.class) {
            return results().asGeneric();
        }
        if (type == OriginalMessage.class) {
            // Exactly one of the two is there.
            return Combinators.combine(Arbitraries.longs(), Arbitraries.oneOf(record(AssistantSpoke.class), record(ToolAnswered.class))).as((seq, message) ->
                    (Object) (message instanceof AssistantSpoke said ? new OriginalMessage(seq, said, null) : new OriginalMessage(seq, null, (ToolAnswered) message)));
        }
        if (type instanceof Class<?> nested && nested.isRecord()) {
            // A nested record may be absent where its owner says so; RunTerms puts its default there.
            return type == AssistantSpoke.class || type == ToolAnswered.class || type == ToolClearing.class || type == AnswerFormat.class
                    ? record(nested).injectNull(0.3) : record(nested);
        }
        throw new IllegalStateException("No values known for " + type);
    }

    static Arbitrary<String> texts() {
        return Arbitraries.oneOf(Arbitraries.of("", " ", "\u0000\u001f\u007f", "\"\\/", "a\r\n\tb", "größer 日本語 😀 e\u0301", "\u2028\u2029", "null"),
                Arbitraries.strings().ofMaxLength(20));
    }

    /** Results as tools give them: nested, with keys in an order that means something. */
    static Arbitrary<Map<String, Object>> results() {
        return objects(3);
    }

    private static Arbitrary<Map<String, Object>> objects(int depth) {
        return Combinators.combine(texts(), json(depth - 1)).as(Entry::new).list().ofMaxSize(4).map(entries -> {
            var map = new LinkedHashMap<String, Object>();
            entries.forEach(entry -> map.put(entry.key(), entry.value()));
            return map;
        });
    }

    private record Entry(String key, Object value) {}

    private static Arbitrary<Object> json(int depth) {
        // As Jackson reads numbers back: the narrowest of int, long and double.
        Arbitrary<Object> scalars = Arbitraries.oneOf(Arbitraries.of(true, false).asGeneric(), Arbitraries.integers().asGeneric(),
                Arbitraries.longs().greaterOrEqual(1L + Integer.MAX_VALUE).asGeneric(), Arbitraries.doubles().asGeneric(),
                texts().asGeneric(), Arbitraries.just(null));
        return depth == 0 ? scalars
                : Arbitraries.oneOf(scalars, objects(depth).asGeneric(), Arbitraries.lazy(() -> json(depth - 1)).list().ofMaxSize(3).asGeneric());
    }
}

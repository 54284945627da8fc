package palimpsest.runtime.model;

import java.util.List;

/** No model of that name is configured. */
public final class UnknownModelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownModelException(String name, List<String> known) {
        super("There is no model \"" + name + "\". Known models: " + String.join(", ", known)
                + ". Choose one of them or configure the new one");
    }
}

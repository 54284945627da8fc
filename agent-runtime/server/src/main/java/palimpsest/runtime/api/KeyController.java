package palimpsest.runtime.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.key.ApiKey;
import palimpsest.memory.key.ApiKeys;
import palimpsest.memory.key.Role;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.conversation.Tenancy;

/** Keys of the caller's tenant. */
@RestController
@RequestMapping("/api/keys")
@Tag(name = "Keys")
class KeyController {

    private final ApiKeys keys;
    private final Tenancy tenancy;

    KeyController(ApiKeys keys, Tenancy tenancy) {
        this.keys = keys;
        this.tenancy = tenancy;
    }

    /**
     * @param role    {@code user} when not given; {@code operator} only by an operator
     * @param expires how long it holds, such as {@code 90d} or {@code PT12H}; for ever when not given
     */
    record KeyRequest(String user, @Nullable String role, @Nullable String expires) {}

    /** @param secret what a caller sends; in the answer to its making and nowhere else */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyView(String id, String user, String role, @JsonProperty("created_at") Instant createdAt, @JsonProperty("expires_at") @Nullable Instant expiresAt,
                   @JsonProperty("revoked_at") @Nullable Instant revokedAt, @Nullable String secret) {
        static KeyView of(ApiKey key, String secret) {
            return new KeyView(key.id(), key.user(), key.role().label(), key.createdAt(), key.expiresAt(), key.revokedAt(), secret);
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    KeyView create(@RequestBody KeyRequest request) {
        Role role = request.role() == null ? Role.USER : Role.labelled(request.role())
                .orElseThrow(() -> RequestRefused.invalid("role", "There is no role " + request.role() + ": reader, user, admin or operator."));
        if (role == Role.OPERATOR && !tenancy.operates()) {
            throw new RequestRefused(Reason.FORBIDDEN, "role", "Only an operator makes a key for an operator: ./palimpsest keys create --role operator where the runtime runs.");
        }
        String user = Parameters.required("user", request.user());
        try {
            Duration lifetime = request.expires() == null ? null : DurationStyle.detectAndParse(request.expires());
            ApiKeys.Issued issued = keys.create(tenancy.current(), user, role, lifetime);
            return KeyView.of(issued.key(), issued.secret());
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw RequestRefused.invalid("expires", "expires can't be " + request.expires() + ": write how long the key holds, such as 90d or PT12H.");
        }
    }

    @GetMapping
    List<KeyView> list() {
        return keys.list(tenancy.current()).stream().map(key -> KeyView.of(key, null)).toList();
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String id) {
        if (!keys.revoke(tenancy.current(), id)) {
            throw new RequestRefused(Reason.NOT_FOUND, "There is no key " + id + " that holds.");
        }
    }
}

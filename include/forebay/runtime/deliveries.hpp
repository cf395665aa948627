#pragma once

#include <forebay/base/address_block.hpp>
#include <forebay/runtime/broker.hpp>
#include <forebay/runtime/recorded_deliveries.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace forebay::runtime {

enum class MailEncryption : std::uint8_t { none, starttls, tls };

/// How mails are handed to an SMTP server. SNS specification 8.6.
struct MailOptions {
    std::string server;  ///< host and port; empty: there is none, and every mail fails
    MailEncryption encryption = MailEncryption::starttls;
    std::string user;  ///< empty: without authentication
    std::string password;
    std::string from;                   ///< address; empty: no-reply@<name of this host>
    std::uint32_t per_second_max = 10;  ///< mails, over all subscriptions
    std::size_t connections_max = 8;    ///< to the server
    Duration timeout{60'000};           ///< of one mail
};

struct DeliveryOptions {
    std::size_t connections_max = 512;       ///< HTTP deliveries under way, over all subscriptions
    std::size_t slow_connections_max = 256;  ///< besides, to endpoints that were slow or dead
    std::size_t per_subscription_max = 16;   ///< deliveries under way
    std::size_t bytes_max = std::size_t{64} << 20U;  ///< bodies under way, at least 40 MiB
    Duration http_timeout{15'000};                   ///< from connecting to the end of the answer
    std::vector<AddressBlock> denied_networks;       ///< where no endpoint may be
    std::string ca_file;  ///< PEM; empty: the certificates that the system trusts
    MailOptions mail;
};

/// Makes the deliveries that wait in the outboxes of subscriptions: by HTTP(S) and by mail; what
/// goes to telephones and apps is recorded. SNS specification 8.4, 8.6 and 9.
///
/// A delivery is a message of its outbox until it was made, or was given up: how often it was tried
/// is how often it was received, and until when it rests is its visibility timeout. So a restart
/// goes on where the process was, and a delivery may be made again. Given up, because its retry
/// policy ends or the answer was final, it goes to the subscription's dead-letter queue.
///
/// One thread, which waits for no disk. An outbox in which nothing can be received costs nothing;
/// from another one no more is taken than can be under way at once, and less while its endpoint
/// does not answer.
class Deliveries {
public:
    /// To be made before the broker starts, and to be stopped before the broker is.
    static std::unique_ptr<Deliveries> make(Broker& broker, RecordedDeliveries& recorded,
                                            DeliveryOptions options);
    virtual ~Deliveries() = default;

    virtual void start() = 0;

    /// Cuts off what is under way, which is tried again after the next start, and ends the thread.
    virtual void stop() = 0;
};

}  // namespace forebay::runtime

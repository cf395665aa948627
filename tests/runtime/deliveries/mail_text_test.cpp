#include "runtime/deliveries/mail_text.hpp"

#include <gmock/gmock.h>

namespace forebay::runtime {
namespace {

using testing::HasSubstr;
using testing::Not;

Mail plain() {
    return {.sender_name = "AWS Notifications",
            .sender = "no-reply@example.com",
            .recipient = "user@example.org",
            .subject = "Order 7",
            .unsubscribe_url = "",
            .text = "first\nsecond\n",
            .id = "1.2",
            .sent_at = TimePoint(Duration(1'732'550'400'123))};
}

TEST(MailText, IsPlainAsciiAsItIs) {
    EXPECT_EQ(mail_text(plain()),
              "From: \"AWS Notifications\" <no-reply@example.com>\r\n"
              "To: user@example.org\r\n"
              "Subject: Order 7\r\n"
              "Date: Mon, 25 Nov 2024 16:00:00 +0000\r\n"
              "Message-ID: <1.2@example.com>\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=UTF-8\r\n"
              "Content-Transfer-Encoding: 7bit\r\n"
              "\r\n"
              "first\r\nsecond\r\n");
}

TEST(MailText, EncodesWhatIsNotAscii) {
    Mail mail = plain();
    mail.sender_name = "Bestellübersicht";
    mail.text = "Grüße";
    const std::string text = mail_text(mail);

    EXPECT_THAT(text, HasSubstr("From: =?UTF-8?B?QmVzdGVsbMO8YmVyc2ljaHQ=?= <no-reply@"));
    EXPECT_THAT(text, HasSubstr("Content-Transfer-Encoding: base64\r\n\r\nR3LDvMOfZQ0K\r\n"));
}

TEST(MailText, EncodesLinesThatAreTooLong) {
    Mail mail = plain();
    mail.text = std::string(998, 'x');
    EXPECT_THAT(mail_text(mail), HasSubstr("Content-Transfer-Encoding: 7bit"));
    mail.text += 'x';
    EXPECT_THAT(mail_text(mail), HasSubstr("Content-Transfer-Encoding: base64"));
}

TEST(MailText, CutsEncodedWordsBetweenCharacters) {
    Mail mail = plain();
    mail.subject = "x";
    for (int i = 0; i < 30; ++i) {
        mail.subject += "ü";
    }
    EXPECT_THAT(mail_text(mail), HasSubstr("=?UTF-8?B?eMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8"
                                           "w7zDvMO8w7zDvMO8?=\r\n =?UTF-8?B?"));
}

TEST(MailText, SaysWhereToUnsubscribe) {
    Mail mail = plain();
    mail.unsubscribe_url = "http://h/u?a=1";
    EXPECT_THAT(mail_text(mail), HasSubstr("\r\nList-Unsubscribe: <http://h/u?a=1>\r\nAuto-"));
    mail.unsubscribe_url = "https://h/u";
    EXPECT_THAT(mail_text(mail), HasSubstr("List-Unsubscribe: <https://h/u>\r\n"
                                           "List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    for (const char* wrong : {"http://h/\r\nBcc: a@b", "http://h/>", "http://h/ x"}) {
        mail.unsubscribe_url = wrong;
        EXPECT_THAT(mail_text(mail), Not(HasSubstr("List-Unsubscribe"))) << wrong;
    }
}

TEST(MailText, LetsNothingOutOfItsHeader) {
    Mail mail = plain();
    mail.sender_name = "x\" <evil@example.com>\r\nBcc: a@example.com\r\n";
    mail.subject = "hello\r\nBcc: b@example.com\r\n\r\nbody";
    mail.recipient = "user@example.org\r\nBcc: c@example.com";
    EXPECT_THAT(mail_text(mail), Not(HasSubstr("\nBcc:")));
    EXPECT_THAT(mail_text(mail), HasSubstr(R"(From: "x\" <evil@example.com>  Bcc:)"));
}

TEST(MailAddress, IsOneThatEndsNoCommand) {
    EXPECT_TRUE(is_mail_address("user+tag@example.org"));
    for (const char* wrong :
         {"", "user", "@example.org", "user@", "a@b@c", "a b@c", "a@b\r\nDATA", "a@b>", "a@b,c"}) {
        EXPECT_FALSE(is_mail_address(wrong)) << wrong;
    }
}

}  // namespace
}  // namespace forebay::runtime

"""GetCallerIdentity, as SDKs and the `aws` command ask for it: who am I, and does it work at all?"""

import json
import os
import subprocess
import tempfile
import unittest

import boto3

import wire
from case import BrokerCase

ACCOUNT = "000000000000"
ROOT = {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:root", "UserId": ACCOUNT}


class CallerIdentity(BrokerCase):
    def client(self, key: str = "test"):
        return boto3.client(
            "sts",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            region_name="us-east-1",
            aws_access_key_id=key,
            aws_secret_access_key="test",
        )

    def test_is_the_root_of_the_account(self) -> None:
        reply = self.client().get_caller_identity()
        self.assertEqual({name: reply[name] for name in ROOT}, ROOT)
        reply = self.client(key="111122223333").get_caller_identity()
        self.assertEqual(reply["Arn"], "arn:aws:iam::111122223333:root")

    def test_is_xml_in_the_order_of_the_service(self) -> None:
        form = {"Action": "GetCallerIdentity", "Version": "2011-06-15"}
        text = self.exchange(wire.query_request(form)).text
        self.assertIn('xmlns="https://sts.amazonaws.com/doc/2011-06-15/"', text)
        self.assertIn(
            f"<GetCallerIdentityResult><Arn>{ROOT['Arn']}</Arn><UserId>{ACCOUNT}</UserId>"
            f"<Account>{ACCOUNT}</Account></GetCallerIdentityResult>",
            text,
        )

    def test_answers_the_aws_command(self) -> None:
        with tempfile.TemporaryDirectory(prefix="forebay-aws-") as home:
            environment = {
                **os.environ,
                "HOME": home,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_DEFAULT_REGION": "us-east-1",
            }
            arguments = ["--endpoint-url", f"http://127.0.0.1:{self.port}"]
            for program in ("/usr/bin/aws", "aws"):
                done = subprocess.run(
                    [program, *arguments, "sts", "get-caller-identity"],
                    env=environment, capture_output=True, text=True, timeout=60,
                )
                self.assertEqual((done.returncode, done.stderr), (0, ""), program)
                self.assertEqual(json.loads(done.stdout), ROOT)


if __name__ == "__main__":
    unittest.main()

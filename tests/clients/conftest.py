"""Clients as an application makes them: the SDK's own settings, with its retries and its checks of parameters."""

import boto3
import pytest
from support.api import REGION, credentials


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    return boto3.Session(region_name=REGION, **credentials())


@pytest.fixture(scope="session")
def client(session, endpoint):
    return session.client("dynamodb", endpoint_url=endpoint)


@pytest.fixture(scope="session")
def resource(session, endpoint):
    return session.resource("dynamodb", endpoint_url=endpoint)

"""Calls of real SDKs, one function each: `python sdks.py <url> <name>…`. Prints what each gives."""

import asyncio
import json
import sys
import threading

URL = sys.argv[1]
MESSAGES = [{"role": "system", "content": "You are a helpful agent."}, {"role": "user", "content": "Read the file."}]
TOOLS = [{"type": "function", "function": {"name": "read_file", "parameters": {"type": "object", "properties": {"path": {"type": "string"}}}}}]
USAGE = {"stream": True, "stream_options": {"include_usage": True}}


def openai(**more):
    import openai as sdk

    return sdk.OpenAI(base_url=URL + "/v1", api_key="x", **more)


def async_openai(**more):
    import openai as sdk

    return sdk.AsyncOpenAI(base_url=URL + "/v1", api_key="x", **more)


def anthropic():
    import anthropic as sdk

    return sdk.Anthropic(base_url=URL, api_key="x")


def plain():
    return openai().chat.completions.create(model="gpt-4o", messages=MESSAGES).choices[0].message.content  # @plain


def stream():
    chunks = openai().chat.completions.create(model="gpt-4o", messages=MESSAGES, **USAGE)  # @stream
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def helper():
    with openai().chat.completions.stream(model="gpt-4o", messages=MESSAGES, stream_options={"include_usage": True}) as events:  # @helper
        return events.get_final_completion().choices[0].message.content


def responses():
    return openai().responses.create(model="gpt-4o", input="Hi").output_text  # @responses


def responses_stream():
    events = openai().responses.create(model="gpt-4o", input="Hi", stream=True)  # @responses_stream
    return [event.type for event in events][-1]


def tools():
    client, messages = openai(), list(MESSAGES)
    while True:
        message = client.chat.completions.create(model="gpt-4o", messages=messages, tools=TOOLS).choices[0].message  # @tools
        messages.append(message.to_dict())
        if not message.tool_calls:
            return message.content
        messages += [{"role": "tool", "tool_call_id": call.id, "content": "read at 12:30"} for call in message.tool_calls]


def left():
    for _ in openai().chat.completions.create(model="gpt-4o", messages=MESSAGES, **USAGE):  # @left
        break
    return "left"


def retried():
    return openai(max_retries=2).chat.completions.create(model="gpt-4o", messages=MESSAGES).choices[0].message.content  # @retried


def raw():
    answer = openai().chat.completions.with_raw_response.create(model="gpt-4o", messages=MESSAGES)  # @raw
    return [answer.status_code, answer.parse().choices[0].message.content]


def embedded():
    return len(openai().embeddings.create(model="text-embedding-3-small", input=["a"]).data)  # @embedded


def threads():
    said = []
    work = [threading.Thread(target=lambda: said.append(plain())) for _ in range(4)]
    for one in work:
        one.start()
    for one in work:
        one.join()
    return len(said)


def asynchronous():
    async def agent():
        client = async_openai()
        answer = await client.chat.completions.create(model="gpt-4o", messages=MESSAGES)  # @asynchronous
        async for _ in await client.chat.completions.create(model="gpt-4o", messages=MESSAGES, **USAGE):  # @asynchronous_stream
            pass
        asked = [client.chat.completions.create(model="gpt-4o", messages=MESSAGES) for _ in range(2)]
        await asyncio.gather(*asked)  # @gathered
        return answer.choices[0].message.content

    return asyncio.run(agent())


def cancelled():
    async def agent():
        client = async_openai()
        task = asyncio.ensure_future(client.chat.completions.create(model="gpt-4o", messages=MESSAGES))
        await asyncio.sleep(0.2)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            return "cancelled"

    return asyncio.run(agent())


def messages():
    answer = anthropic().messages.create(model="claude-sonnet-4-6", max_tokens=100, messages=MESSAGES[1:])  # @messages
    return answer.content[0].text


def messages_stream():
    with anthropic().messages.stream(model="claude-sonnet-4-6", max_tokens=100, messages=MESSAGES[1:]) as events:  # @messages_stream
        return "".join(events.text_stream)


def messages_async():
    import anthropic as sdk

    async def agent():
        client = sdk.AsyncAnthropic(base_url=URL, api_key="x")
        answer = await client.messages.create(model="claude-sonnet-4-6", max_tokens=100, messages=MESSAGES[1:])  # @messages_async
        return answer.content[0].text

    return asyncio.run(agent())


def refused():
    import openai as sdk

    import spanmeter

    client = openai(max_retries=2)
    for made in range(50):
        try:
            client.chat.completions.create(model="gpt-4o", messages=MESSAGES)  # @refused
        except sdk.APIStatusError as error:
            return [made, error.status_code, spanmeter.is_budget_exceeded(error), str(error)]


def refused_anthropic():
    import spanmeter

    client = anthropic()
    for made in range(50):
        try:
            client.messages.create(model="claude-sonnet-4-6", max_tokens=100, messages=MESSAGES[1:])
        except Exception as error:
            return [made, error.status_code, spanmeter.is_budget_exceeded(error)]


def gemini():
    from google import genai

    client = genai.Client(api_key="x", http_options={"base_url": URL})
    answer = client.models.generate_content(model="gemini-2.5-pro", contents="Hi")  # @gemini
    for _ in client.models.generate_content_stream(model="gemini-2.5-pro", contents="Hi"):  # @gemini_stream
        pass
    return answer.text


def gemini_async():
    from google import genai

    async def agent():
        client = genai.Client(api_key="x", http_options={"base_url": URL})
        answer = await client.aio.models.generate_content(model="gemini-2.5-pro", contents="Hi")  # @gemini_async
        async for _ in await client.aio.models.generate_content_stream(model="gemini-2.5-pro", contents="Hi"):
            pass
        return answer.text

    return asyncio.run(agent())


def litellm():
    import litellm as sdk

    options = {"model": "openai/gpt-4o", "messages": MESSAGES, "api_base": URL + "/v1", "api_key": "x"}
    answer = sdk.completion(**options)  # @litellm
    for _ in sdk.completion(**options, stream=True):
        pass

    async def agent():
        await sdk.acompletion(**options)  # @litellm_async

    asyncio.run(agent())
    return answer.choices[0].message.content


def langchain():
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(model="gpt-4o", base_url=URL + "/v1", api_key="x")
    answer = model.invoke("Hi")  # @langchain
    for _ in model.stream("Hi"):
        pass

    async def agent():
        await model.ainvoke("Hi")  # @langchain_async

    asyncio.run(agent())
    return answer.content


def pydantic_ai():
    from pydantic_ai import Agent
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    agent = Agent(OpenAIChatModel("gpt-4o", provider=OpenAIProvider(base_url=URL + "/v1", api_key="x")))

    @agent.tool_plain
    def read_file(path: str) -> str:
        return "read " + path

    return agent.run_sync("Read the file.").output  # @pydantic_ai


def bedrock():
    import boto3

    client = boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url=URL, aws_access_key_id="x", aws_secret_access_key="x")
    messages = [{"role": "user", "content": [{"text": "Hi"}]}]
    answer = client.converse(modelId="anthropic.claude-sonnet-4-v1:0", messages=messages)  # @bedrock
    for _ in client.converse_stream(modelId="anthropic.claude-sonnet-4-v1:0", messages=messages)["stream"]:  # @bedrock_stream
        pass
    return answer["output"]["message"]["content"][0]["text"]


def requests():
    import requests as library

    headers = {"authorization": "Bearer x"}
    body = {"model": "gpt-4o", "messages": MESSAGES}
    with library.Session() as session:
        answer = session.post(URL + "/v1/chat/completions", json=body, headers=headers)  # @requests
        with session.post(URL + "/v1/chat/completions", json={**body, **USAGE}, headers=headers, stream=True) as streamed:
            lines = [line for line in streamed.iter_lines() if line]
        with session.post(URL + "/v1/chat/completions", json={**body, "stream": True}, headers=headers, stream=True) as left:
            next(left.iter_lines())
    return [answer.json()["choices"][0]["message"]["content"], lines[-1].decode()]


def urllib3():
    import urllib3 as library

    pool = library.PoolManager(retries=2)
    body = {"model": "gpt-4o", "messages": MESSAGES}
    answer = pool.request("POST", URL + "/v1/chat/completions", json=body, headers={"authorization": "Bearer x"})  # @urllib3
    return answer.json()["choices"][0]["message"]["content"]


def aiohttp():
    import aiohttp as library

    headers = {"authorization": "Bearer x"}
    body = {"model": "gpt-4o", "messages": MESSAGES}

    async def agent():
        async with library.ClientSession(URL) as session:
            async with session.post("/v1/chat/completions", json=body, headers=headers) as answer:  # @aiohttp
                said = (await answer.json())["choices"][0]["message"]["content"]
            async with session.post("/v1/chat/completions", data=json.dumps({**body, **USAGE}), headers=headers) as streamed:
                lines = [line async for line in streamed.content if line.strip()]
            async with session.post("/v1/chat/completions", json={**body, "stream": True}, headers=headers) as left:
                await left.content.readline()
        return [said, lines[-1].decode().strip()]

    return asyncio.run(agent())


def refused_requests():
    import requests as library

    import spanmeter

    for made in range(50):
        answer = library.post(URL + "/v1/chat/completions", json={"model": "gpt-4o", "messages": MESSAGES}, headers={"authorization": "Bearer x"})
        if answer.status_code != 200:
            try:
                answer.raise_for_status()
            except library.HTTPError as error:
                return [made, answer.status_code, answer.reason, answer.json()["error"]["code"], spanmeter.is_budget_exceeded(error)]


def refused_aiohttp():
    import aiohttp as library

    import spanmeter

    async def agent():
        headers = {"authorization": "Bearer x"}
        async with library.ClientSession(raise_for_status=True) as session:
            for made in range(50):
                try:
                    async with session.post(URL + "/v1/chat/completions", json={"model": "gpt-4o", "messages": MESSAGES}, headers=headers) as answer:
                        await answer.read()
                except library.ClientResponseError as error:
                    async with session.post(URL + "/v1/chat/completions", json={"model": "gpt-4o", "messages": MESSAGES}, raise_for_status=False) as second:
                        text = await second.text()
                    return [made, error.status, error.message, json.loads(text)["error"]["code"], spanmeter.is_budget_exceeded(error)]

    return asyncio.run(agent())


def refused_bedrock():
    import boto3
    import botocore.exceptions

    import spanmeter

    client = boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url=URL, aws_access_key_id="x", aws_secret_access_key="x")
    try:
        client.converse(modelId="anthropic.claude-sonnet-4-v1:0", messages=[{"role": "user", "content": [{"text": "Hi"}]}])
    except botocore.exceptions.ClientError as error:
        return [error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["ResponseMetadata"]["RetryAttempts"], spanmeter.is_budget_exceeded(error)]


def refused_gemini():
    from google import genai
    from google.genai import errors

    import spanmeter

    client = genai.Client(api_key="x", http_options={"base_url": URL})
    try:
        client.models.generate_content(model="gemini-2.5-pro", contents="Hi")
    except errors.APIError as error:
        return [error.code, spanmeter.is_budget_exceeded(error)]


def proxied():
    """What a program can see of its SDK's own objects."""
    import inspect
    import pickle
    import re

    import openai as sdk

    client = openai()
    response = client.chat.completions.with_raw_response.create(model="gpt-4o", messages=MESSAGES).http_response
    kind = type(response)
    streamed = client.chat.completions.create(model="gpt-4o", messages=MESSAGES, **USAGE)
    inner = streamed.response
    seen = [kind.__name__, str(inspect.signature(kind.iter_bytes)), sorted(vars(response)), response.is_closed, response.num_bytes_downloaded > 0]
    seen += [inner.is_closed, inner.is_stream_consumed, sorted(set(vars(inner)) - {"_decoder"})]
    chunks = sum(1 for _ in streamed)
    seen += [chunks > 3, inner.is_closed, inner.is_stream_consumed, inner.num_bytes_downloaded > 100]
    seen += [pickle.loads(pickle.dumps(response)).status_code]
    send = sys.modules[kind.__module__.split(".")[0]].Client.send
    seen += [send.__qualname__, re.sub("0x[0-9a-f]+", "", str(inspect.signature(send))), inspect.iscoroutinefunction(sys.modules[kind.__module__.split(".")[0]].AsyncClient.send)]
    for wrong in ("http://127.0.0.1:1/v1", URL + "/nowhere"):
        try:
            sdk.OpenAI(base_url=wrong, api_key="x", max_retries=0).chat.completions.create(model="gpt-4o", messages=MESSAGES)
        except sdk.OpenAIError as error:
            seen += [type(error).__name__, str(error)[:60], type(error.__cause__).__name__]
    return seen


def two_httpx():
    """The same client twice: loaded anew, and under another name."""
    import importlib

    import httpx

    first = httpx.Client
    for name in [name for name in sys.modules if name == "httpx" or name.startswith("httpx.")]:
        del sys.modules[name]
    second = importlib.import_module("httpx").Client
    said = []
    for kind in (first, second):
        with kind() as client:
            answer = client.post(URL + "/v1/chat/completions", json={"model": "gpt-4o", "messages": MESSAGES}, headers={"authorization": "Bearer x"})
            said.append(answer.json()["choices"][0]["message"]["content"])
    return [first is not second, said[0] == said[1]]


for name in sys.argv[2:]:
    print(name + ": " + json.dumps(globals()[name](), ensure_ascii=False), flush=True)

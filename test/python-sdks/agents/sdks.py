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


for name in sys.argv[2:]:
    print(name + ": " + json.dumps(globals()[name](), ensure_ascii=False), flush=True)

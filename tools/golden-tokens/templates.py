"""Chat templates in our own words, with what is peculiar to each family: headers, trimming, dates, folded system messages."""

# Trims content, and prints the date into a system turn that is always there.
LLAMA_3 = """{{- bos_token }}
{%- set instruction = '' %}
{%- set turns = messages %}
{%- if messages[0]['role'] == 'system' %}
    {%- set instruction = messages[0]['content'] | trim %}
    {%- set turns = messages[1:] %}
{%- endif %}
{%- if strftime_now is defined %}
    {%- set today = strftime_now('%d %b %Y') %}
{%- else %}
    {%- set today = 'unknown' %}
{%- endif %}
{{- '<|start_header_id|>system<|end_header_id|>\\n\\nToday is ' + today + '.\\n\\n' + instruction + '<|eot_id|>' }}
{%- for turn in turns %}
    {{- '<|start_header_id|>' + turn['role'] + '<|end_header_id|>\\n\\n' + (turn['content'] | trim) + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
"""

# Has a system turn of its own where none is given, and leaves thoughts out of old answers.
QWEN = """{%- if messages[0].role != 'system' %}
    {{- '<|im_start|>system\\nYou are helpful.<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- set said = message.content %}
    {%- if message.role == 'assistant' and '</think>' in said %}
        {%- set said = said.split('</think>')[-1].lstrip('\\n') %}
    {%- endif %}
    {{- '<|im_start|>' + message.role + '\\n' + said + '<|im_end|>' + '\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}
"""

# Wants turns to alternate, puts the system message into the first one, and sets spaces around answers.
LLAMA_2 = """{%- if messages[0]['role'] == 'system' -%}
    {%- set instruction = '<<SYS>>\\n' + messages[0]['content'] + '\\n<</SYS>>\\n\\n' -%}
    {%- set turns = messages[1:] -%}
{%- else -%}
    {%- set instruction = '' -%}
    {%- set turns = messages -%}
{%- endif -%}
{%- for turn in turns -%}
    {%- if (turn['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{- raise_exception('turns must alternate, beginning with the user') -}}
    {%- endif -%}
    {%- if turn['role'] == 'user' -%}
        {{- bos_token + '[INST] ' + (instruction if loop.first else '') + turn['content'].strip() + ' [/INST]' -}}
    {%- else -%}
        {{- ' ' + turn['content'].strip() + ' ' + eos_token -}}
    {%- endif -%}
{%- endfor -%}
"""
